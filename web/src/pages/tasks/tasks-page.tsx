import { useTranslation } from 'react-i18next';
import { Nothing } from '../../ui/states';
import { Page } from '../../ui/page';

export default function TasksPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('nav.tasks')}>
      <Nothing />
    </Page>
  );
}
