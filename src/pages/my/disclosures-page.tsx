import type { Chart, Text } from '../../core';
import { roleTexts } from '../../api/messages/explanation';
import { nameOfDepartment } from '../../api/messages/department-texts';
import type { ReadDisclosure } from '../../engine/disclosure-list';
import { Page } from '../frame/page';
import type { Visit } from '../frame/visit';
import { BackToCase } from '../parts/back-to-case';
import { timeIn } from '../parts/dates';
import { Fact } from '../parts/fact';
import { fieldTitle } from '../parts/field-words';
import { FAMILY } from './family';
import type { WordCode } from '../messages/zh-CN';

interface DisclosuresPageParts {
  readonly visit: Visit;
  readonly id: string;
  readonly entries: readonly ReadDisclosure[];
  readonly chart: Chart;
  readonly messages: Readonly<Record<string, Text>>;
}

type Messages = DisclosuresPageParts['messages'];

/** Who looked at the data: per department or person, when, which fields in words, for which step, on what ground. */
export function DisclosuresPage({ visit, id, entries, chart, messages }: DisclosuresPageParts) {
  const { say, language } = visit;
  return (
    <Page visit={visit} title={say('disclosures-title')}>
      <h1>{say('disclosures-title')}</h1>
      <p>{say('disclosures-about')}</p>
      <ul class="matters">
        {told(entries).map((entry, at) => (
          <li key={at}>
            <h2>{whoIn(visit, entry, messages)}</h2>
            <dl class="facts">
              <Fact term={say('disclosures-fields')}>
                {entry.fields
                  .map((path) => fieldTitle(chart.definition, path, language))
                  .join(language === 'en' ? ', ' : '、')}
              </Fact>
              <Fact term={say('disclosures-why')}>{whyIn(visit, entry, chart)}</Fact>
              <Fact term={say('disclosures-when')}>
                {entry.times === 1
                  ? timeIn(language, entry.lastAt)
                  : say('disclosures-times', { times: entry.times, last: timeIn(language, entry.lastAt) })}
              </Fact>
            </dl>
          </li>
        ))}
      </ul>
      <BackToCase visit={visit} id={id} mayPrint />
    </Page>
  );
}

/** What one has looked at oneself is one line, at the end: it is others that one asks about. */
function told(entries: readonly ReadDisclosure[]): ReadDisclosure[] {
  const isOwn = ({ to }: ReadDisclosure): boolean =>
    to.kind === 'person' && (FAMILY as readonly string[]).includes(to.role);
  const own = entries.filter(isOwn);
  const [newest] = own;
  if (newest === undefined) return [...entries];
  const { region: _, ...line } = newest;
  const fields = [...new Set(own.flatMap((entry) => entry.fields))];
  const times = Math.max(...own.map((entry) => entry.times));
  return [...entries.filter((entry) => !isOwn(entry)), { ...line, fields, times }];
}

function whoIn({ say, language }: Visit, { to }: ReadDisclosure, messages: Messages): string {
  if (to.kind === 'department') return nameOfDepartment(messages, to.department)[language];
  if (to.role === 'public') return say('who-public');
  if (to.role === 'citizen' || to.role === 'entrepreneur') return say('who-you');
  return say('who-person', { role: roleTexts[to.role][language], organisation: to.organisation });
}

const PURPOSES: Readonly<Record<string, WordCode>> = {
  'own-case': 'why-own-case',
  'step-of-department': 'why-step',
  'tracking-code': 'why-tracking-code',
  'register-query': 'why-register-query',
};

function whyIn(visit: Visit, { to, region, ground }: ReadDisclosure, { byId, definition }: Chart): string {
  const { say, language } = visit;
  const { step = region ?? '' } = byId.get(region ?? '') ?? {};
  const title = definition.steps[step]?.title[language];
  if (to.kind === 'department') return say('why-department', { step: title ?? step, law: ground });
  const purpose = PURPOSES[ground];
  const said = purpose === undefined ? ground : say(purpose);
  return title === undefined ? said : say('why-person', { step: title, purpose: said });
}
