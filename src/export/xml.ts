import { DOMImplementation, XMLSerializer, type Document, type Element as DomElement } from '@xmldom/xmldom';

/** An element of XML as plain data; text needs no escaping. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (XmlElement | string)[];
}

export const xml = (
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: readonly (XmlElement | string)[] = [],
): XmlElement => ({ name, attributes, children });

/** The library looks for these in texts, but not in the values of attributes. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** The document as text, an element a line where no text stands between them. Throws on what XML cannot hold. */
export function writeXml(namespace: string, root: XmlElement): string {
  const document = new DOMImplementation().createDocument(namespace, root.name, null);
  if (document.documentElement === null) throw new Error('A document without a root');
  fill(document, namespace, document.documentElement, root, '\n');
  const text = new XMLSerializer().serializeToString(document, { requireWellFormed: true });
  if (NOT_XML.test(text)) throw new Error('A text holds a character that XML has not');
  return `${text}\n`;
}

function fill(
  document: Document,
  namespace: string,
  to: DomElement,
  { attributes, children }: XmlElement,
  indent: string,
): void {
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) to.setAttribute(name, String(value));
  const isText = children.some((child) => typeof child === 'string');
  for (const child of children) {
    if (typeof child === 'string') {
      to.appendChild(document.createTextNode(child));
      continue;
    }
    if (!isText) to.appendChild(document.createTextNode(`${indent}  `));
    const element = document.createElementNS(namespace, child.name);
    fill(document, namespace, element, child, `${indent}  `);
    to.appendChild(element);
  }
  if (!isText && children.length > 0) to.appendChild(document.createTextNode(indent));
}
