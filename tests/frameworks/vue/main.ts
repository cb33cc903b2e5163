import { createApp } from 'vue';
import { start } from '../app';
import App from './App.vue';

start(() => createApp(App).mount('#app'));
