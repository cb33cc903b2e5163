// lib/pieces.mjs - puts the pieces of a long answer together, by what PROTOCOL.md says of `replaces` and `continues` alone.

// The blocks so far, and those of the next reply.
export function goOn(blocks, { blocks: rest, replaces = 0, continues = 0 }) {
  return join(blocks.slice(0, blocks.length - replaces), rest, continues);
}

function join(front, rest, levels) {
  if (levels === 0) return [...front, ...rest];
  return [...front.slice(0, -1), merge(front.at(-1), rest[0], levels - 1), ...rest.slice(1)];
}

function merge(front, rest, levels) {
  if (Array.isArray(front)) return join(front, rest, levels);
  if (front.text !== undefined) return { ...front, text: front.text + rest.text };
  if (front.type === 'image') return { ...front, alt: front.alt + rest.alt };
  if (front.type === 'table') return { ...front, ...mergeRows(front, rest, levels) };
  const key = ['inline', 'items', 'blocks'].find((name) => front[name]);
  const joined = { ...front, [key]: join(front[key], rest[key], levels) };
  if (front.tasks || rest.tasks) {
    const tasks = (list) => list.tasks ?? list.items.map(() => null);
    joined.tasks = [...tasks(front), ...tasks(rest).slice(levels > 0 ? 1 : 0)];
  }
  return joined;
}

// Cells side by side, of which one goes on at most.
const mergeRow = (front, rest, levels) =>
  front.map((cell, i) => join(cell, rest[i], cell.length > 0 && rest[i].length > 0 && levels > 0 ? levels - 1 : 0));

function mergeRows(front, rest, levels) {
  if (levels === 0) return { rows: [...front.rows, ...rest.rows] };
  return front.rows.length === 0
    ? { header: mergeRow(front.header, rest.header, levels - 1), rows: rest.rows }
    : { rows: [...front.rows.slice(0, -1), mergeRow(front.rows.at(-1), rest.rows[0], levels - 1), ...rest.rows.slice(1)] };
}
