import { Button, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { inUse } from '../../messages/language';
import { DueTag } from '../../ui/due-tag';
import { StatusTag } from '../../ui/status-tag';
import { showTime } from '../../ui/time';
import type { Task } from './task';

interface TaskTableProps {
  readonly tasks: readonly Task[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
  readonly selected: readonly string[];
  readonly onSelect: (ids: readonly string[]) => void;
  /** The last rows have come into sight. */
  readonly onEnd: () => void;
}

const HEIGHT = 560;
/** About as high as a row with two lines is. */
const ROW = 64;

/** Ten thousand rows scroll as ten do: only those in sight are drawn. */
export function TaskTable({ tasks, chosen, onChoose, selected, onSelect, onEnd }: TaskTableProps) {
  const { t } = useTranslation('tasks');
  const columns: TableColumnsType<Task> = [
    { title: t('case'), key: 'case', width: 212, render: (_, { caseNumber }) => caseNumber },
    {
      title: t('matter'),
      key: 'matter',
      width: 190,
      render: (_, { title, kind, subject, act }) => (
        <>
          {title}
          {subject !== undefined && ` · ${t('child', { n: subject })}`}
          {kind !== 'task' && <span className="quiet"> · {t(`kind.${kind}`)}</span>}
          {act !== undefined && <span className="quiet"> · {t(act)}</span>}
        </>
      ),
    },
    {
      title: t('due'),
      key: 'due',
      width: 190,
      render: (_, { dueAt, clock, level }) => <DueTag dueAt={dueAt} clock={clock} level={level} />,
    },
    { title: t('status'), key: 'status', width: 110, render: (_, { status }) => <StatusTag status={status} /> },
    {
      title: t('holder'),
      key: 'holder',
      width: 100,
      render: (_, { claimedBy }) => t(`holder.${claimedBy ?? 'none'}`),
    },
    { title: t('opened'), key: 'opened', width: 150, render: (_, { openedAt }) => showTime(openedAt, inUse()) },
    {
      title: t('open'),
      key: 'open',
      width: 90,
      fixed: 'right',
      render: (_, { id, caseNumber, title }) => (
        <Button
          size="small"
          aria-label={`${t('open')} ${caseNumber} ${title}`}
          aria-pressed={id === chosen}
          onClick={() => onChoose(id)}
        >
          {t('open')}
        </Button>
      ),
    },
  ];
  return (
    <section className="task-list" aria-label={t('list')}>
      <Table<Task>
        virtual
        rowKey="id"
        size="small"
        columns={columns}
        dataSource={tasks}
        pagination={false}
        scroll={{ x: 1082, y: Math.min(HEIGHT, ROW * tasks.length + 12) }}
        rowClassName={({ id }) => (id === chosen ? 'chosen-row' : '')}
        rowSelection={{
          selectedRowKeys: [...selected],
          onChange: (keys) => onSelect(keys.map(String)),
          getCheckboxProps: ({ caseNumber, title }) => ({ 'aria-label': `${caseNumber} ${title}` }),
          getTitleCheckboxProps: () => ({ 'aria-label': t('list') }),
        }}
        onScroll={({ currentTarget }) => {
          const { scrollTop, clientHeight, scrollHeight } = currentTarget;
          if (scrollHeight - scrollTop - clientHeight < 2 * HEIGHT) onEnd();
        }}
      />
    </section>
  );
}
