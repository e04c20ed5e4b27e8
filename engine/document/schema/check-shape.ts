import type { DiagnosticList } from '../diagnostics/diagnostic-list.js';
import { follow, type Located, openingOf, toJson } from '../json/located.js';
import { describeSchemaErrors } from './describe-schema-errors.js';
import { documentGrammar } from './grammar.js';

/** Compares a document with the grammar, and reports what does not fit. */
export async function checkShape(document: Located, diagnostics: DiagnosticList): Promise<void> {
  const { validate: validateDocument } = await import('../../../schemas/validators/document.js');
  const data = toJson(document);
  if (validateDocument(data)) return;
  const problems = describeSchemaErrors(validateDocument.errors ?? [], { schema: documentGrammar, data });
  for (const { path, at, message, found, hint } of problems) {
    const { value, nameLocation } = follow(document, path);
    // What could not be read or pulled in is reported where that was tried.
    if (value.kind === 'hole') continue;
    const location = at === 'value' ? value.location : (nameLocation ?? openingOf(value));
    diagnostics.error(location, found === undefined ? message : `${message}, found ${found}`, { hint });
  }
}
