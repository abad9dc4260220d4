import { defineConfig } from 'vite';
import { integrity } from './integrity';
import { opening } from './opening';

export default defineConfig({
  // The pages may lie in any folder of a server.
  base: './',
  plugins: [...opening(), integrity()],
  worker: { format: 'es', plugins: () => [integrity()] },
  build: {
    target: ['chrome111', 'firefox114', 'safari16.4'],
    // Nothing is put into the page itself: its policy allows files of the server only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'verify/index.html', 'election/index.html'] },
  },
});
