import { Alert } from 'antd';
import { createContext, use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Defect } from '../../api/problem';
import { defectsOf } from '../states';

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

export function useDefects(above = ''): Defects {
  const [found, setFound] = useState<readonly Defect[]>([]);
  return {
    found,
    show: (error) =>
      setFound(
        defectsOf(error).map(({ pointer, ...defect }) => ({
          ...defect,
          pointer: pointer.startsWith(above) ? pointer.slice(above.length) : pointer,
        })),
      ),
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

/** All defects of a form at a glance, each leading to its field. */
export function DefectSummary({ found, form }: { readonly found: readonly Defect[]; readonly form: string }) {
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
                {message}
              </a>
            </li>
          ))}
        </ul>
      }
    />
  );
}
