import { Alert } from 'antd';
import { createContext, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Defect } from '../../api/problem';
import { defectsOf } from '../states';
import { fieldAt, type FormField } from './values';

type Place = readonly (string | number)[];

/** The defects that the API has found in the form at hand. */
const Found = createContext<readonly Defect[]>([]);
export const DefectsProvider = Found.Provider;

const pointerOf = (place: Place): string =>
  place.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What is wrong at exactly this place. */
export function useDefectsAt(place: Place): readonly string[] {
  const pointer = pointerOf(place);
  return use(Found).flatMap((defect) => (defect.pointer === pointer ? [defect.message] : []));
}

interface Defects {
  readonly found: readonly Defect[];
  /** Shows what the API says of the form; pointers begin there at `above`. */
  readonly show: (error: unknown) => void;
  /** A place whose content changes has no defect any more, until the API says so again. */
  readonly forget: (changed: object) => void;
}

/** The API speaks to machines of codes and offsets; whoever chooses from a list is told to choose. */
const ownWords = { choice: 'form.choose', moment: 'form.moment' } as const;

export function useDefects(fields: readonly FormField[], above = ''): Defects {
  const { t } = useTranslation();
  const [found, setFound] = useState<readonly Defect[]>([]);
  const tell = ({ pointer: given, code, message }: Defect): Defect => {
    const pointer = given.startsWith(above) ? given.slice(above.length) : given;
    const kind = fieldAt(fields, pointer)?.kind;
    const own = kind === 'choice' || (kind === 'moment' && code === 'moment-invalid') ? ownWords[kind] : undefined;
    return { pointer, code, message: own === undefined ? message : t(own) };
  };
  return {
    found,
    show: (error) => setFound(defectsOf(error).map(tell)),
    forget: (changed) => {
      const pointers = pointersIn(changed);
      setFound((defects) => defects.filter(({ pointer }) => !pointers.includes(pointer)));
    },
  };
}

/** Every place in an object, as pointers. */
function pointersIn(value: unknown, above: Place = []): string[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => pointersIn(part, [...above, name]))
      : [];
  return [pointerOf(above), ...inner];
}

interface SummaryProps {
  readonly found: readonly Defect[];
  /** Name of the form, with which the ids of its fields begin. */
  readonly form: string;
  readonly fields: readonly FormField[];
}

/** All defects of a form at a glance, each leading to its field. */
export function DefectSummary({ found, form, fields }: SummaryProps) {
  const { t } = useTranslation();
  if (found.length === 0) return null;
  const idOf = (pointer: string): string => `${form}${pointer.replaceAll('/', '_')}`;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={t('failure.defects', { count: found.length })}
      description={
        <ul className="defects">
          {found.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>
              <a
                href={`#${idOf(pointer)}`}
                onClick={(event) => {
                  event.preventDefault();
                  const place = document.getElementById(idOf(pointer));
                  place?.scrollIntoView({ block: 'center' });
                  place?.focus();
                }}
              >
                {withTitle(fieldAt(fields, pointer)?.title, message)}
              </a>
            </li>
          ))}
        </ul>
      }
    />
  );
}

const withTitle = (title: string | undefined, message: string): string =>
  title === undefined ? message : `${title}: ${message}`;
