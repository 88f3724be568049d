import type { ServedPages } from '../api/served-pages';
import { AssetsController } from './frame/assets.controller';
import { PageFilter } from './frame/page.filter';
import { PreferencesController } from './frame/preferences.controller';
import { LoginController } from './login/login.controller';
import { CorrectionController } from './my/correction.controller';
import { MyCasesController } from './my/my-cases.controller';
import { SignalController } from './my/signal.controller';
import { WithdrawController } from './my/withdraw.controller';
import { PAGES, type PagesParts } from './pages-parts';
import { StartController } from './start/start.controller';
import { MaskedNames } from './track/masked-names';
import { TrackPagesController } from './track/track-pages.controller';

/** The pages of citizens, to be served beside the API by the same process. */
export const pagesOf = (parts: PagesParts): ServedPages => ({
  controllers: [
    ...[StartController, TrackPagesController, LoginController, MyCasesController, SignalController],
    ...[CorrectionController, WithdrawController, PreferencesController, AssetsController],
  ],
  providers: [{ provide: PAGES, useValue: parts }, MaskedNames],
  filter: PageFilter,
});
