// Makes of the build what the program embeds: each file compressed once, at the strongest setting, and a manifest that
// cmake/web.cmake reads. Same files, same bytes: no time and no machine goes in.
//
//   dist/site/…                 what vite made; also served as it is by `almanac serve --web-root web/dist/site`
//   dist/packed/manifest.txt    a line per file: path, content type, hash, and the files with its plain, gzip and brotli bytes
//                               ("-": no shorter than the plain one), separated by tabs, sorted by path

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const site = join(dist, 'site');
const packed = join(dist, 'packed');

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

rmSync(packed, { recursive: true, force: true });
mkdirSync(packed, { recursive: true });

const rows = filesBelow(site)
  .map((file) => ({ file, path: `/${relative(site, file).split('\\').join('/')}` }))
  .sort((a, b) => (a.path < b.path ? -1 : 1))
  .map(({ file, path }) => {
    const bytes = readFileSync(file);
    const type = types[extname(file)];
    if (!type) throw new Error(`${path}: pack.mjs knows no content type for ${extname(file)}`);
    const shorter = (kind, compressed) => {
      if (compressed.length >= bytes.length) return '-';
      const name = `packed${path}.${kind}`;
      mkdirSync(dirname(join(dist, name)), { recursive: true });
      writeFileSync(join(dist, name), compressed);
      return name;
    };
    const gzip = shorter('gz', gzipSync(bytes, { level: 9 }));
    const brotli = shorter('br', brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 20);
    return { size: bytes.length, line: [path, type, hash, `site${path}`, gzip, brotli].join('\t') };
  });

writeFileSync(join(packed, 'manifest.txt'), `${rows.map((row) => row.line).join('\n')}\n`);
console.log(`${rows.length} files, ${rows.reduce((sum, row) => sum + row.size, 0)} bytes`);
