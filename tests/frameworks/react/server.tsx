import 'faq-chat';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import App, { type Shown } from './App';

export const render = (shown: Shown) => renderToString(<StrictMode><App {...shown} /></StrictMode>);
