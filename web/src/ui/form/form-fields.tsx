import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDefectsAt } from './defects';
import './form-fields.css';
import { isAsked, type FormField, type Values } from './values';

type Place = readonly (string | number)[];

interface FieldsProps {
  readonly fields: readonly FormField[];
  /** What stands in the whole form, for what is asked on a condition. */
  readonly values: Values;
  /** Paths that the page fills in by itself. */
  readonly derived?: ReadonlySet<string>;
  /** What stands at the end of a section of the form besides its fields. */
  readonly endOf?: (section: string) => ReactNode;
  readonly at?: Place;
  /** The same for the fields of a list entry, whose names are relative to the list. */
  readonly from?: Place;
}

/** The fields of a form as the definition describes them, each with its own defects beside it. */
export function FormFields(props: FieldsProps) {
  const { fields, values, derived = new Set(), endOf = nothing, at = [], from = at } = props;
  return (
    <div className="form-fields">
      {fields
        .filter((field) => !derived.has(field.path) && isAsked(field, values))
        .map((field) => {
          const place = { values, derived, endOf, at: [...at, field.name], from: [...from, field.name] };
          if (field.kind === 'section') return <Section key={field.name} field={field} {...place} />;
          if (field.kind === 'list') return <List key={field.name} field={field} {...place} />;
          return <Field key={field.name} field={field} {...place} />;
        })}
    </div>
  );
}

const nothing = (): ReactNode => null;

type PartProps = Required<Omit<FieldsProps, 'fields'>> & { readonly field: FormField };

function Section({ field, values, derived, endOf, at, from }: PartProps) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const given = values[field.name] !== undefined;
  return (
    <fieldset className="card form-section">
      <legend>{field.title}</legend>
      {field.hint !== undefined && <p className="quiet">{field.hint}</p>}
      {field.optional && (
        <Checkbox
          className="form-given"
          checked={given}
          onChange={({ target }) => form.setFieldValue([...at], target.checked ? {} : undefined)}
        >
          {t('form.give', { title: field.title })}
        </Checkbox>
      )}
      {(given || !field.optional) && (
        <FormFields fields={field.fields ?? []} values={values} derived={derived} at={at} from={from} />
      )}
      {at.length === 1 && endOf(field.name)}
      <SectionDefects at={at} />
    </fieldset>
  );
}

/** What is wrong with a section as a whole. */
function SectionDefects({ at }: { readonly at: Place }) {
  const defects = useDefectsAt(at);
  if (defects.length === 0) return null;
  return (
    <p className="section-defects" role="alert">
      {defects.join(' ')}
    </p>
  );
}

function List({ field, values, derived, at, from }: PartProps) {
  const { t } = useTranslation();
  const { from: least = 0, to: most = Infinity } = field;
  return (
    <Form.List name={[...from]}>
      {(entries, { add, remove }) => (
        <>
          {entries.map(({ key, name }) => (
            <fieldset key={key} className="card form-section">
              <legend>
                {field.title}
                {entries.length > 1 && ` ${name + 1}`}
              </legend>
              <FormFields
                fields={field.fields ?? []}
                values={values}
                derived={derived}
                at={[...at, name]}
                from={[name]}
              />
              {entries.length > least && (
                <Button onClick={() => remove(name)}>
                  {t('form.remove', { title: `${field.title} ${name + 1}` })}
                </Button>
              )}
            </fieldset>
          ))}
          {entries.length < most && (
            <Button onClick={() => add({})} className="form-add">
              {t('form.add', { title: field.title })}
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}

function Field({ field, at, from }: PartProps) {
  const { t } = useTranslation();
  const defects = useDefectsAt(at);
  const state = defects.length === 0 ? {} : { validateStatus: 'error' as const, help: defects.join(' ') };
  const label = field.optional ? (
    <span>
      {field.title} <span className="quiet">{t('form.optional')}</span>
    </span>
  ) : (
    field.title
  );
  if (field.kind === 'yesNo') {
    return (
      <Form.Item name={[...from]} valuePropName="checked" label={field.title} {...state}>
        <Checkbox>{field.hint ?? field.title}</Checkbox>
      </Form.Item>
    );
  }
  return (
    <Form.Item name={[...from]} label={label} extra={field.hint} {...state}>
      <Entry field={field} />
    </Form.Item>
  );
}

/** The input for a kind of field. antd hands `id`, `value` and `onChange` in. */
function Entry({ field, ...given }: { readonly field: FormField }) {
  const { choices = [], longest } = field;
  switch (field.kind) {
    case 'choice':
      return choices.length <= 3 ? (
        <Radio.Group
          {...given}
          aria-label={field.title}
          options={choices.map(({ value, title }) => ({ value, label: title }))}
        />
      ) : (
        <Select {...given} options={choices.map(({ value, title }) => ({ value, label: title }))} />
      );
    case 'number':
      // Without bounds of its own: it would put the nearest number it allows in place of a wrong one, and say nothing.
      return <InputNumber {...given} className="wide" />;
    case 'moment':
      return <Input {...given} type="datetime-local" />;
    case 'phone':
      return <Input {...given} type="tel" autoComplete="off" maxLength={16} />;
    case 'digits':
      return <Input {...given} inputMode="numeric" autoComplete="off" maxLength={32} />;
    case 'idNumber':
      return <Input {...given} autoComplete="off" spellCheck={false} maxLength={30} />;
    default:
      return <Input {...given} autoComplete="off" {...(longest === undefined ? {} : { maxLength: longest })} />;
  }
}
