// Bundles every script and style sheet that lies directly in this folder into webapp/static/build/.
// manifest.json there maps each built file to a digest of its content, for addresses that browsers may cache for ever.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { build } from "esbuild";

// The offices run Chromium 88 and newer (README, "Old browsers"): esbuild rewrites newer syntax; tests/webapp/old_browsers.mjs
// finds newer methods, elements and styles, which it does not.
const OLDEST = ["chrome88", "firefox78", "safari15"];
const source = fileURLToPath(new URL(".", import.meta.url));
const target = fileURLToPath(new URL("../static/build/", import.meta.url));

// The pages' policy takes no styles inside markup; what editors write there is named in styles/table_editor.css instead.
const withoutInlineStyles = {
  name: "without-inline-styles",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules.(dmn-js|@bpmn-io.form-js)[^/\\]*.*\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/(<[a-z][^<>]*? |['"`] ?)style="/g, '$1data-style="'),
    }));
  },
};

const entries = (await readdir(source)).filter((name) => /\.(js|css)$/.test(name)).sort();
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });

await build({
  entryPoints: entries.map((name) => join(source, name)),
  outdir: target,
  bundle: true,
  minify: true,
  splitting: true,
  format: "esm",
  target: OLDEST,
  // The form editor and its panel of settings draw with one copy of preact: two would not see each other's parts.
  plugins: [withoutInlineStyles],
  alias: { preact: "@bpmn-io/properties-panel/preact", react: "@bpmn-io/properties-panel/preact/compat" },
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file", ".png": "file" },
  legalComments: "linked",
  logLevel: "warning",
});

const digests = {};
for (const name of entries) {
  const content = await readFile(join(target, name));
  digests[name] = createHash("sha256").update(content).digest("hex").slice(0, 12);
}
// Written last: its presence says that the build is whole.
await writeFile(join(target, "manifest.json"), JSON.stringify(digests, null, 2) + "\n");
