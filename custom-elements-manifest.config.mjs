// The manifest is for people who write <chat-embed> in a page: the window's own parts are not theirs to use, so they are left out.
const PUBLIC_TAG = 'chat-embed';
const BUILT = 'dist/chat-embed.js';

/** Keeps the public element and the modules that lead to it. */
const publicOnly = {
  name: 'public-only',
  packageLinkPhase({ customElementsManifest: manifest }) {
    for (const module of manifest.modules) {
      module.declarations = (module.declarations ?? []).filter(({ tagName }) => tagName === PUBLIC_TAG);
      const names = new Set(module.declarations.map(({ name }) => name));
      module.exports = (module.exports ?? []).filter(({ name, declaration }) => name === PUBLIC_TAG || names.has(declaration?.name));
      for (const declaration of module.declarations) declaration.members = (declaration.members ?? []).filter(isPublic);
    }
    manifest.modules = manifest.modules.filter(({ declarations }) => declarations.length > 0);
    for (const module of manifest.modules) pointAtPackage(module);
  },
};

/** The package ships no sources: a module is named by the file that a page loads. */
function pointAtPackage(module) {
  module.path = BUILT;
  for (const { declaration } of module.exports) if (declaration?.module) declaration.module = BUILT;
}

/** Lit's own life cycle and everything marked private, protected or internal is no part of the contract. */
function isPublic({ name, privacy, kind, static: isStatic }) {
  const hidden = privacy === 'private' || privacy === 'protected' || name.startsWith('#') || name.startsWith('_') || isStatic;
  return !hidden && !(kind === 'method' && LIFE_CYCLE.has(name));
}

const LIFE_CYCLE = new Set([
  'connectedCallback', 'disconnectedCallback', 'adoptedCallback', 'attributeChangedCallback', 'connectedMoveCallback',
  'createRenderRoot', 'willUpdate', 'shouldUpdate', 'update', 'updated', 'firstUpdated', 'render', 'getUpdateComplete',
  'requestUpdate', 'performUpdate', 'scheduleUpdate',
]);

export default {
  globs: ['src/element/**/*.ts', 'src/ui/**/*.ts'],
  exclude: ['**/*.test.ts', '**/*.d.ts'],
  outdir: 'dist',
  litelement: true,
  packagejson: false,
  plugins: [publicOnly],
};
