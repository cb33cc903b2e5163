// vue.d.ts - <faq-chat> in Vue 3's templates: `import type {} from 'faq-chat/vue'`, once in a project.
import type { EmitFn, HTMLAttributes, PublicProps } from 'vue';
import type { FaqChatElement, FaqChatEventMap, FaqChatProps } from './widget.js';

declare module 'vue' {
  interface GlobalComponents {
    'faq-chat': new () => FaqChatElement & {
      $props: Omit<HTMLAttributes, keyof FaqChatProps> & PublicProps & FaqChatProps;
      $emit: EmitFn<{ [name in keyof FaqChatEventMap]: (event: FaqChatEventMap[name]) => void }>;
    };
  }
}
