/** The nonce of this answer, by which the content policy lets styles in that scripts insert. Empty where there is none. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/**
 * antd is handed the nonce, but two of the parts that it is made of insert styles without asking for one: what keeps the
 * page from scrolling behind a dialog, and what measures scroll bars. The policy refuses these, so every style element that
 * a script of ours makes is given the nonce as it is made.
 */
if (nonce !== '') {
  const make = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const made = make(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  };
}
