// What the compiler cannot say: promises that nobody waits for, unsafe sinks, inaccessible templates, and the house's own manners.
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const HTML_SINKS = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment', 'srcdoc'];

/** Constructs that this house does without; TypeScript that is more than types, HTML from text, styles in templates. */
const MANNERS = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Use a module.' },
  { selector: 'TSParameterProperty', message: 'Declare the field and assign it.' },
  { selector: 'PropertyDefinition[accessibility="private"][decorators.length=0]', message: 'Use a #private field.' },
  { selector: 'MethodDefinition[accessibility="private"][kind="method"][decorators.length=0]', message: 'Use a #private method.' },
  ...HTML_SINKS.map((name) => ({
    selector: `MemberExpression > Identifier.property[name="${name}"]`,
    message: 'No HTML from text: build nodes, or a Lit template.',
  })),
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/\\sstyle=/]',
    message: 'A strict policy blocks style attributes: use a class, a part, or set a custom property with style.setProperty().',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/<style\\b/]',
    message: 'A strict policy blocks style elements: use static styles.',
  },
];
const NO_DEFAULT = { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' };

const UNSAFE_IMPORTS = {
  patterns: [{ regex: '^lit(-html)?/directives/(unsafe-|style-map)', message: 'No HTML from text, and no style attributes.' }],
};

const DOM = [
  'window', 'document', 'navigator', 'location', 'history', 'localStorage', 'sessionStorage', 'indexedDB', 'BroadcastChannel',
  'addEventListener', 'removeEventListener', 'dispatchEvent', 'requestAnimationFrame', 'HTMLElement', 'customElements',
].map((name) => ({ name, message: 'This layer runs anywhere: ask for it through a contract.' }));

const UNDERSCORE = { args: 'all', argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true };

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'data/**', '.cache/**', 'node_modules/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', UNDERSCORE],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Lit binds template listeners to the host itself.
      '@typescript-eslint/unbound-method': 'off',
      // A contract that returns a promise is often kept by code that has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false, properties: false } }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-eval': 'error',
      'no-implied-eval': 'off',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', ...MANNERS],
      'no-restricted-imports': ['error', UNSAFE_IMPORTS],
    },
  },
  {
    files: ['src/**/*.ts', 'server/console/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
    plugins: { 'lit-a11y': litA11y },
    rules: {
      ...litA11y.configs.recommended.rules,
      'lit/no-native-attributes': 'off',
    },
  },
  { files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...MANNERS, NO_DEFAULT] } },
  // The server has a logger; only its way in may talk to the person who started it.
  { files: ['src/**/*.ts', 'server/**/*.ts'], ignores: ['server/main.ts', 'server/test/**'], rules: { 'no-console': 'error' } },
  {
    files: ['src/model/**/*.ts', 'src/contracts/**/*.ts', 'src/session/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', ...DOM] },
  },
  {
    files: ['test/**/*.ts', 'server/test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off', // chai: expect(x).to.be.true
      '@typescript-eslint/no-floating-promises': ['error', {
        allowForKnownSafeCalls: [
          { from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'] },
          'Equal', // the type of expect(…).to.equal: a plugin's declaration says that it returns a promise, and it does not
        ],
      }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'off', // queries in tests say what they expect to find
      // What came over the wire is read as it came: an assertion on it is the check.
      ...Object.fromEntries(['argument', 'assignment', 'call', 'member-access', 'return'].map((name) => [`@typescript-eslint/no-unsafe-${name}`, 'off'])),
      // A test may check that an unsafe sink is refused, and reads markup to compare it.
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { ecmaVersion: 'latest', sourceType: 'module' },
    extends: [tseslint.configs.base],
    rules: { '@typescript-eslint/no-unused-vars': ['error', UNDERSCORE], 'prefer-const': 'error', eqeqeq: 'error' },
  },
);
