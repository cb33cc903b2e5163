// svelte.d.ts - <faq-chat> in Svelte 5's templates: `import type {} from 'faq-chat/svelte'`, once in a project.
import type { HTMLAttributes } from 'svelte/elements';
import type { FaqChatElement, FaqChatListeners, FaqChatProps } from './widget.js';

type Own = FaqChatProps & FaqChatListeners;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'faq-chat': Omit<HTMLAttributes<FaqChatElement>, keyof Own> & Own;
  }
}
