/** Words of the list of cases. */
export const cases = {
  'zh-CN': {
    title: '办件',
    number: '办件编号',
    startedAt: '受理时间',
    status: '状态',
    progress: '进度',
    due: '时限',
    progressOf: '{{done}} / {{total}} 项已办',
    none: '还没有办件。',
    noneFound: '没有符合条件的办件。',
    more: '加载更多',
  },
  en: {
    title: 'Cases',
    number: 'Case number',
    startedAt: 'Accepted',
    status: 'Status',
    progress: 'Progress',
    due: 'Due',
    progressOf: '{{done}} of {{total}} matters settled',
    none: 'No cases yet.',
    noneFound: 'No case fits these conditions.',
    more: 'Load more',
  },
};
