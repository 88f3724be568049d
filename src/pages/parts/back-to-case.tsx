import type { Visit } from '../frame/visit';

interface BackToCaseParts {
  readonly visit: Visit;
  readonly id: string;
  /** Shows a button that prints, where there is a script to press it. */
  readonly mayPrint?: boolean;
}

export const BackToCase = ({ visit: { say }, id, mayPrint = false }: BackToCaseParts) => (
  <p class="actions">
    {mayPrint && (
      <button class="button print" type="button" hidden>
        {say('print')}
      </button>
    )}{' '}
    <a class="button second" href={`/my/${id}`}>
      {say('back-to-case')}
    </a>
  </p>
);
