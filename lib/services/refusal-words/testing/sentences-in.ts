import ts from 'typescript'

/** A text in a source file with `{}` for what is filled in. `whole`: with all that the file itself fills in; one for each way. */
export type Sentence = { line: number; outer: string; whole: string[] }

const isText = (node: ts.Node): node is ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression =>
  ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node)

/** What says nothing to a reader of an answer: imports, types, mistakes of ours, the words of the API's own description. */
function isNoAnswer(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return true
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Error'
  if (ts.isPropertyAssignment(node)) return node.name.getText() === 'summary'
  return ts.isCallExpression(node) && /(?:\.describe|^log\.\w+)$/.test(node.expression.getText())
}

/** The nearest constant of this name around a node. */
function constantNamed({ text }: ts.Identifier, node: ts.Node): ts.VariableDeclaration | null {
  for (let scope: ts.Node | undefined = node.parent; scope; scope = scope.parent) {
    if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) continue
    for (const statement of scope.statements) {
      const found = ts.isVariableStatement(statement) && statement.declarationList.declarations.find(({ name }) => name.getText() === text)
      if (found) return found
    }
  }
  return null
}

const CHOICES: readonly ts.SyntaxKind[] = [ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken]

/** Everything that an expression may become. @param used the constants that stand in it */
function textsOf(node: ts.Expression, used: Set<ts.Node>): string[] {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression, used)
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue, used), ...textsOf(node.whenFalse, used)]
  if (ts.isBinaryExpression(node) && CHOICES.includes(node.operatorToken.kind)) return [...textsOf(node.left, used), ...textsOf(node.right, used)]
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce(
      (starts, { expression, literal }) => starts.flatMap((start) => textsOf(expression, used).map((text) => `${start}${text}${literal.text}`)),
      [node.head.text],
    )
  }
  const constant = ts.isIdentifier(node) ? constantNamed(node, node) : null
  const texts = constant?.initializer ? textsOf(constant.initializer, used) : ['{}']
  if (constant && texts.some((text) => text !== '{}')) used.add(constant)
  return texts
}

const outerOf = (node: ts.Expression): string =>
  ts.isTemplateExpression(node) ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join('{}') : textsOf(node, new Set())[0]!

// What is filled in side by side is one; what may be empty is filled in, too.
const inOne = (text: string) => text.replaceAll('""', '"{}"').replace(/(?:\{\})+/g, '{}')

/**
 * The texts of a source file.
 * @returns `sentences`: those that stand for themselves; `parts`: those that others are made of
 */
export function textsIn(source: string): { sentences: Sentence[]; parts: string[] } {
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true)
  const found: { node: ts.Expression; isInner: boolean }[] = []
  const look = (node: ts.Node, isInner: boolean): void => {
    if (isNoAnswer(node)) return
    if (isText(node)) found.push({ node, isInner })
    ts.forEachChild(node, (child) => look(child, isInner || ts.isTemplateSpan(node)))
  }
  look(file, false)
  const used = new Set<ts.Node>()
  const read = found.map(({ node, isInner }) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
    return { node, isInner, sentence: { line, outer: inOne(outerOf(node)), whole: textsOf(node, used).map(inOne) } }
  })
  const isUsed = (node: ts.Node): boolean => used.has(node) || (node.parent !== undefined && isUsed(node.parent))
  const [parts, own] = [read.filter(({ node, isInner }) => isInner || isUsed(node)), read.filter(({ node, isInner }) => !isInner && !isUsed(node))]
  return { sentences: own.map(({ sentence }) => sentence), parts: parts.flatMap(({ sentence }) => sentence.whole) }
}
