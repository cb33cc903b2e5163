import { useEffect, useRef, useState } from 'react';
import type { FaqChatElement } from 'faq-chat';
import type {} from 'faq-chat/react';
import type { State } from '../app';

export interface Shown {
  bot: string;
  first: State;
  hear: (event: CustomEvent) => void;
  /** The elements are a server's: React gives those neither objects nor listeners. */
  rendered?: boolean;
}

export default function App({ bot, first, hear, rendered = false }: Shown) {
  const [state, setState] = useState(first);
  const chat = useRef<FaqChatElement>(null);
  useEffect(() => {
    window.tell = (change) => setState((old) => ({ ...old, ...change }));
    window.call = (name, text = '') => chat.current?.[name](text);
  }, []);
  useEffect(() => {
    const { current } = chat;
    if (!rendered || !current) return;
    current.addEventListener('faqbot-answer', hear);
    return () => current.removeEventListener('faqbot-answer', hear);
  }, [rendered, hear]);
  // As a property of its own, an object gets there only if the element is defined by then.
  const early = (two: FaqChatElement | null) => { if (two) two.strings = state.strings; };
  return <main>
    {state.shown && state.ids.map((id) => <faq-chat key={id} id={id} src={bot} open={id === 'one' && state.open}
      {...(id === 'one' ? { ref: chat, strings: state.strings } : { ref: early })} onfaqbot-open={hear} onfaqbot-close={hear}
      onfaqbot-ask={hear} onfaqbot-answer={hear} onfaqbot-error={hear} />)}
    <faq-chat id="shut" src={bot} open="false" />
  </main>;
}
