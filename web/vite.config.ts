import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import license from 'rollup-plugin-license';
import { defineConfig } from 'vitest/config';
import { metricDictionary } from './dev/metrics';

// The build is embedded into the program and served with `script-src 'self'; style-src 'self'`: no inline code, nothing
// inlined as data, one style sheet. `npm run dev` passes the API to a running program (ALMANAC_URL).
const backend = process.env['ALMANAC_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [metricDictionary(), svelte({ compilerOptions: { runes: true } })],
  build: {
    outDir: 'dist/site',
    emptyOutDir: true,
    target: ['chrome100', 'firefox100', 'safari15.4'],
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What others wrote goes with its licences.
    rollupOptions: {
      plugins: [
        license({
          thirdParty: {
            output: {
              file: fileURLToPath(new URL('dist/site/licences.txt', import.meta.url)),
              template: (packages) => `${packages.map((each) => each.text()).sort().join('\n\n---\n\n')}\n`,
            },
          },
        }),
      ],
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': backend, '/openapi.json': backend, '/db': backend, '/readyz': backend },
  },
  test: { environment: 'node', include: ['tests/**/*.test.ts'] },
});
