import type { ReactNode } from 'react';
import './tag.css';

/** What a colour means, everywhere. */
export type Tone = 'neutral' | 'active' | 'good' | 'warn' | 'bad';

interface TagProps {
  readonly tone: Tone;
  readonly icon?: ReactNode;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A word with an icon on a coloured ground. The colours of antd's own tag are too pale to read. */
export function Tag({ tone, icon, title, children }: TagProps) {
  return (
    <span className="tag" data-tone={tone} title={title}>
      {icon !== undefined && <span aria-hidden="true">{icon}</span>}
      <span>{children}</span>
    </span>
  );
}
