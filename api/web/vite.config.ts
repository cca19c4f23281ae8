import { defineConfig } from "vite";

// One entry per kind of page; a template asks for the built files by the entry's name: asset_tags("check/page.ts").
export default defineConfig({
  root: "src",
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: "../../static/dist",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    modulePreload: { polyfill: false },
    target: "es2023",
    rollupOptions: {
      // A small file costs more in headers than in words.
      output: { codeSplitting: { groups: [{ name: "shared", test: /preload-helper|shared\/texts/ }] } },
      input: {
        main: "src/main.ts",
        check: "src/check/page.ts",
        files: "src/files/page.ts",
        forget: "src/forget/page.ts",
        breathe: "src/breathe/page.ts",
        exercises: "src/exercises/page.ts",
        strap: "src/strap/page.ts",
        service_worker: "src/offline/service_worker.ts",
      },
    },
  },
});
