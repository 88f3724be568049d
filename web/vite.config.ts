import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compress } from './build/compress.ts';
import { limitFirstLoad } from './build/first-load.ts';

const product = process.env['ONE_THING_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/console/',
  plugins: [react(), limitFirstLoad(), compress()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // The content policy allows nothing inline.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000, // What counts is measured by limitFirstLoad.
  },
  server: { host: '127.0.0.1', proxy: { '/api': product } },
});
