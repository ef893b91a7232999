// A few files on loopback with the product's own security policy: the gallery, and pages with planted faults.
import fs from 'node:fs';
import http from 'node:http';
import zlib from 'node:zlib';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";
const KINDS = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', html: 'text/html; charset=utf-8' };
const STATIC = new URL('../../templates/static/', import.meta.url);

/** Serves `pages` ({ path: html }) and the product's static files under /s/. */
export async function serve(pages) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://fixture');
    const file = pathname.match(/^\/s\/([\w-]+\.(\w+))$/);
    const body = file ? fs.readFileSync(new URL(file[1], STATIC)) : pages[pathname];
    const headers = { 'content-type': KINDS[pathname.split('.').at(-1)] ?? KINDS.html, 'content-security-policy': POLICY, 'content-encoding': 'gzip' };
    response.writeHead(body ? 200 : 404, headers).end(zlib.gzipSync(body ?? 'not here'));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
