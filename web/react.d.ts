// react.d.ts - <faq-chat> in React 19's JSX: `import type {} from 'faq-chat/react'`, once in a project.
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { FaqChatElement, FaqChatListeners, FaqChatProps } from './widget.js';

type Own = FaqChatProps & FaqChatListeners;

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'faq-chat': Omit<HTMLAttributes<FaqChatElement>, keyof Own> & ClassAttributes<FaqChatElement> & Own;
    }
  }
}
