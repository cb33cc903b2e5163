import { StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { bot, first, hear, start } from '../app';
import App from './App';

const root = document.querySelector('#app')!;
const rendered = root.firstChild !== null;
const app = <StrictMode><App bot={bot} first={first} hear={hear} rendered={rendered} /></StrictMode>;
const onRecoverableError = (error: unknown) => console.error('hydration', error);
start(() => (rendered ? hydrateRoot(root, app, { onRecoverableError }) : createRoot(root).render(app)));
