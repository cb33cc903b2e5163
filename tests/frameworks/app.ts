// app.ts - what the applications of all frameworks show, and how a test tells them.

export interface State {
  shown: boolean;
  ids: string[];
  open: boolean;
  strings: { launch: string };
}

const asked = new URLSearchParams(location.search);

export const bot = asked.get('bot') ?? '';
export const first: State = { shown: true, ids: ['one', 'two'], open: asked.has('open'), strings: { launch: 'Help me' } };

declare global {
  interface Window {
    /** Changes the application's state. */
    tell: (change: Partial<State>) => void;
    /** Calls a method of the first element, by the reference that the framework keeps. */
    call: (name: 'show' | 'hide' | 'ask' | 'clear', text?: string) => unknown;
    heard: string[];
    define: () => Promise<unknown>;
  }
}

window.heard = [];
export const hear = (event: CustomEvent<{ code?: string; question?: string; answer?: { outcome: string } } | null>) => {
  const { type, detail } = event;
  window.heard.push([type, detail?.question ?? detail?.code, detail?.answer?.outcome].filter(Boolean).join(' '));
};

/** Mounts the application after the element is defined or, if the address says `?late`, before. */
export async function start(mount: () => void) {
  window.define = () => import('faq-chat');
  if (!asked.has('late')) await window.define();
  mount();
}
