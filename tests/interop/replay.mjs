// Show articles of a WACZ with ReplayWeb.page in headless Chromium: CHROMIUM NODE_FOLDER WACZ FOLDER
// FOLDER holds wanted.json and takes the screenshots. Only the player's own server on loopback can be reached.
import { createReadStream, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";

const [chromium, node, wacz, folder] = process.argv.slice(2);
const { chromium: launcher } = createRequire(join(node, "node_modules", "x.js"))("playwright-core");
const wanted = JSON.parse(readFileSync(join(folder, "wanted.json"), "utf-8"));
const page = (one) => `<!doctype html><meta charset="utf-8"><script src="/ui.js"></script>
<replay-web-page style="display:block;height:100vh" replayBase="/" embed="replayonly" source="/collection.wacz"
  url="${one.url.replaceAll("&", "&amp;")}" ts="${one.stamp}"></replay-web-page>`;

function send(request, response) {
  const path = new URL(request.url, "http://x").pathname;
  const shown = /^\/show\/(\d+)$/.exec(path);
  if (shown) return response.writeHead(200, { "Content-Type": "text/html" }).end(page(wanted[shown[1]]));
  if (path === "/ui.js" || path === "/sw.js") {
    response.writeHead(200, { "Content-Type": "text/javascript", "Service-Worker-Allowed": "/" });
    return createReadStream(join(node, "package", path)).pipe(response);
  }
  if (path !== "/collection.wacz") return response.writeHead(404).end();
  const size = statSync(wacz).size;
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  const start = range ? (range[1] ? +range[1] : size - +range[2]) : 0;
  const end = range && range[1] && range[2] ? Math.min(+range[2], size - 1) : size - 1;
  const headers = { "Content-Length": end - start + 1, "Accept-Ranges": "bytes", "Content-Type": "application/wacz" };
  if (range) headers["Content-Range"] = `bytes ${start}-${end}/${size}`;
  response.writeHead(range ? 206 : 200, headers);
  return request.method === "HEAD" ? response.end() : createReadStream(wacz, { start, end }).pipe(response);
}

const server = createServer(send).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await launcher.launch({
  executablePath: chromium,
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});

const squeezed = (text) => text.normalize("NFC").replace(/\s+/g, "");

// The pictures that the line cites and the browser does not show; what robots.txt forbade is in no line.
const unseen = (one, seen) =>
  one.pictures.filter((url) => !seen.pictures.some(([address, width]) => width && address.endsWith(url)));

async function show(number) {
  const one = wanted[number];
  const context = await browser.newContext({ viewport: { width: 1000, height: 1400 } });
  const tab = await context.newPage();
  const outside = [];
  tab.on("request", (request) => {
    if (!request.url().startsWith(base) && /^https?:/.test(request.url())) outside.push(request.url());
  });
  let seen = { text: "", pictures: [] };
  for (let turn = 0; turn < 240; turn++) {
    // The player's service worker may come too late for its first page.
    if (turn % 80 === 0) await tab.goto(`${base}/show/${number}`);
    await tab.waitForTimeout(250);
    for (const frame of tab.frames().filter((frame) => frame.url().includes("mp_/"))) {
      seen = await frame.evaluate(() => ({
        text: document.body?.innerText ?? "",
        pictures: [...document.images].map((image) => [image.currentSrc || image.src, image.complete && image.naturalWidth]),
      })).catch(() => seen);
    }
    const whole = one.texts.every((text) => squeezed(seen.text).includes(squeezed(text)));
    if (whole && !unseen(one, seen).length) break;
  }
  await tab.screenshot({ path: join(folder, `${one.layout}.png`) });
  const missing = one.texts.filter((text) => !squeezed(seen.text).includes(squeezed(text)));
  const pictures = unseen(one, seen);
  if (missing.length || pictures.length || outside.length) {
    throw new Error(`${one.url}: ${JSON.stringify({ missing, pictures, outside })}`);
  }
  await context.close();
  console.log(`ReplayWeb.page: an article of layout ${one.layout} with ${one.pictures.length} pictures`);
}

let failed = 0;
for (const number of wanted.keys()) {
  await show(number).catch((error) => { failed = 1; console.error(error.message); });
}
await browser.close();
server.close();
process.exit(failed);
