// White space and comments in Lit's `css` and `html` templates are for readers of the source, so they are not shipped.
// It touches the text of templates alone, never an expression in them, and keeps one space wherever a space could be seen.
import ts from 'typescript';

const squeezeCss = (text) =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,>]) ?/g, '$1')
    .replaceAll(/\[([\w-]+)='([a-z-]+)'\]/g, '[$1=$2]')
    .replaceAll(/;}/g, '}')
    .replaceAll(/: |\( | (?=\)|!important)/g, (found) => found.trim())
    .replaceAll(/(?<=[\s(,:-])0\.(?=\d)/g, '.');
/**
 * A line break between tags becomes one space, because inline elements may need it; inside a tag it separates attributes. A value of one word needs no
 * quotes, unless a slash follows.
 */
const squeezeHtml = (text) =>
  text
    .replaceAll(/\s*\n\s*>/g, '>')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll(/> </g, '><')
    .replaceAll(/( [\w-]+)="([\w-]+)"(?=[ >])/g, '$1=$2');

const SQUEEZE = { css: squeezeCss, html: squeezeHtml, svg: squeezeHtml };

/** Squeezes every template of a TypeScript source. Returns the source with the templates replaced. */
export function minifyTemplates(source, fileName = 'source.ts') {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.ES2022, true);
  const edits = [];
  const visit = (node) => {
    if (ts.isTaggedTemplateExpression(node) && Object.hasOwn(SQUEEZE, node.tag.getText(file))) {
      const squeeze = SQUEEZE[node.tag.getText(file)];
      const { template } = node;
      const pieces = ts.isNoSubstitutionTemplateLiteral(template) ? [template] : [template.head, ...template.templateSpans.map(({ literal }) => literal)];
      for (const piece of pieces) {
        // A piece begins with ` or } and ends with ` or ${; only what is between them is text.
        const start = piece.getStart(file) + 1;
        const end = piece.end - (ts.isTemplateHead(piece) || ts.isTemplateMiddle(piece) ? 2 : 1);
        const text = squeeze(source.slice(start, end));
        edits.push({ start, end, text: squeeze === squeezeCss && piece === pieces[0] ? text.trimStart() : text });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: squeezed }) => text.slice(0, start) + squeezed + text.slice(end), source);
}
