import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import './messages/i18n';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

/** The list of font slices is long and nothing waits for it; a slice travels only when a page needs it. */
void import('@fontsource/noto-sans-sc/400.css');
