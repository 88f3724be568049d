import type { ComponentChildren } from 'preact';

interface FactParts {
  readonly term: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** One line of a list of facts: what it is, and what it is here. */
export function Fact({ term, class: look, children }: FactParts) {
  return (
    <div>
      <dt>{term}</dt>
      <dd class={look}>{children}</dd>
    </div>
  );
}
