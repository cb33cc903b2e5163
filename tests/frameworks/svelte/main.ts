import { mount } from 'svelte';
import { start } from '../app';
import App from './App.svelte';

start(() => mount(App, { target: document.querySelector('#app')! }));
