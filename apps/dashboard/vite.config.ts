import { defineConfig } from 'vite';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // The polyfill would be the only script inlined; the page's content security policy allows none.
    modulePreload: { polyfill: false },
    // The icon stays a file of its own.
    assetsInlineLimit: 0,
  },
  server: {
    // `vite` beside a running backend: the page reloads as it is edited, the figures are real.
    proxy: { '/api': { target: 'http://127.0.0.1:8020', changeOrigin: true } },
  },
});
