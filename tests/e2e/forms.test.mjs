// e2e/forms.test.mjs - the same questions in every form that people write them in, in six languages: each becomes an
// entry, check has nothing to say, and asked word for word each is answered.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from '../timed.mjs';
import { program, root } from './lib/server.mjs';

const languages = {
  en: { faq: 'Frequently asked questions', columns: ['Question', 'Answer'], labels: ['Q', 'A'], pairs: [
    ['When does the swimming pool open?', 'It opens at seven in the morning.'],
    ['How much is a ticket for the sauna?', 'Fourteen euros, a towel included.'],
    ['May I bring my dog into the garden?', 'Dogs stay outside, at the gate.'],
    ['Where can I leave my bicycle?', 'Behind the house, under the roof.'],
  ] },
  de: { faq: 'Häufige Fragen', columns: ['Frage', 'Antwort'], labels: ['F', 'A'], pairs: [
    ['Wann öffnet das Schwimmbad?', 'Um sieben Uhr morgens.'],
    ['Was kostet eine Karte für die Sauna?', 'Vierzehn Euro mit Handtuch.'],
    ['Darf mein Hund in den Garten?', 'Hunde bleiben draußen am Tor.'],
    ['Wo kann ich mein Fahrrad abstellen?', 'Hinter dem Haus unter dem Dach.'],
  ] },
  es: { faq: 'Preguntas frecuentes', columns: ['Pregunta', 'Respuesta'], labels: ['P', 'R'], pairs: [
    ['¿Cuándo abre la piscina?', 'Abre a las siete de la mañana.'],
    ['¿Cuánto cuesta una entrada para la sauna?', 'Catorce euros con toalla.'],
    ['¿Puede entrar mi perro en el jardín?', 'Los perros se quedan en la puerta.'],
    ['¿Dónde puedo dejar mi bicicleta?', 'Detrás de la casa, bajo el techo.'],
  ] },
  fr: { faq: 'Foire aux questions', columns: ['Question', 'Réponse'], labels: ['Q', 'R'], pairs: [
    ['Quand ouvre la piscine ?', 'Elle ouvre à sept heures du matin.'],
    ['Combien coûte un billet pour le sauna ?', 'Quatorze euros, serviette comprise.'],
    ['Mon chien peut-il entrer dans le jardin ?', 'Les chiens restent devant la porte.'],
    ['Où puis-je laisser mon vélo ?', 'Derrière la maison, sous le toit.'],
  ] },
  it: { faq: 'Domande frequenti', columns: ['Domanda', 'Risposta'], labels: ['D', 'R'], pairs: [
    ['Quando apre la piscina?', 'Apre alle sette del mattino.'],
    ['Quanto costa un biglietto per la sauna?', 'Quattordici euro con asciugamano.'],
    ['Il mio cane può entrare nel giardino?', 'I cani restano davanti al cancello.'],
    ['Dove posso lasciare la bicicletta?', 'Dietro la casa, sotto il tetto.'],
  ] },
  ru: { faq: 'Часто задаваемые вопросы', columns: ['Вопрос', 'Ответ'], labels: ['В', 'О'], pairs: [
    ['Когда открывается бассейн?', 'В семь часов утра.'],
    ['Сколько стоит билет в сауну?', 'Четырнадцать евро вместе с полотенцем.'],
    ['Можно ли моей собаке в сад?', 'Собаки остаются у ворот.'],
    ['Где я могу оставить велосипед?', 'За домом под навесом.'],
  ] },
};

const each = (make) => ({ pairs, columns, labels }) => pairs.map(([question, answer], at) => make(question, answer, at + 1, columns, labels)).join('\n');

const forms = {
  headings: each((q, a) => `## ${q}\n\n${a}\n`),
  'deep headings': each((q, a, n) => `${n % 2 ? `## ${n}\n\n` : ''}#### ${q}\n${a}\n`),
  'underlined headings': each((q, a) => `${q}\n---------\n${a}\n`),
  'numbered headings': each((q, a, n) => `### ${n}. ${q}\n\n${a}\n`),
  'headings of HTML': each((q, a) => `<h3 id="x">${q}</h3>\n<p>${a}</p>\n`),
  details: each((q, a) => `<details>\n<summary><b>${q}</b></summary>\n\n${a}\n\n</details>\n`),
  'details in one line': each((q, a) => `<details><summary>${q}</summary>${a}</details>\n`),
  accordions: ({ pairs }) => `import { Accordion } from 'x';\n\n<AccordionGroup>\n${pairs.map(([q, a]) => `  <Accordion title="${q}">\n    ${a}\n  </Accordion>\n`).join('')}</AccordionGroup>\n`,
  admonitions: each((q, a) => `??? question "${q}"\n    ${a}\n`),
  containers: each((q, a) => `:::details ${q}\n${a}\n:::\n`),
  callouts: each((q, a) => `> [!faq]- ${q}\n> ${a}\n`),
  shortcodes: each((q, a) => `{{< expand "${q}" >}}\n${a}\n{{< /expand >}}\n`),
  'bold lines': each((q, a) => `**${q}**\n\n${a}\n`),
  'bold in one line': each((q, a) => `**${q}** ${a}\n`),
  labels: each((q, a, n, columns, [left, right]) => `${left}: ${q}\n${right}: ${a}\n`),
  'bold labels': each((q, a, n, columns, [left, right]) => `**${left}${n}.** ${q}\n\n**${right}${n}.** ${a}\n`),
  'named labels': each((q, a, n, [left, right]) => `**${left}:** ${q}\n\n**${right}:** ${a}\n`),
  table: ({ pairs, columns }) => `| ${columns.join(' | ')} |\n|---|---|\n${pairs.map(([q, a]) => `| ${q} | ${a} |`).join('\n')}\n`,
  definitions: each((q, a) => `${q}\n:   ${a}\n`),
  'definitions of HTML': ({ pairs }) => `<dl>\n${pairs.map(([q, a]) => `<dt>${q}</dt>\n<dd>${a}</dd>`).join('\n')}\n</dl>\n`,
  list: each((q, a) => `- ${q}\n    - ${a}`),
  'numbered list': each((q, a, n) => `${n}. **${q}**\n   ${a}\n`),
  'numbers outside of the answers': each((q, a, n) => `${n}. ${q}\n\n${a}\n`),
  quotes: each((q, a) => `> ${q}\n\n${a}\n`),
  'lone lines': each((q, a) => `${q}\n\n${a}\n`),
};

function run(words, input) {
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: root, encoding: 'utf8', input });
  return { status, stdout, stderr };
}

for (const [form, write] of Object.entries(forms)) {
  test(`questions as ${form} are entries`, (t) => {
    for (const [lang, words] of Object.entries(languages)) {
      const folder = mkdtempSync(path.join(tmpdir(), 'faqbot-forms-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      mkdirSync(path.join(folder, 'kb'));
      writeFileSync(path.join(folder, 'kb', 'pool.md'), `---\nlang: ${lang}\n---\n# ${words.faq}\n\n${write(words)}`);
      const knowledge = path.join(folder, 'kb');
      const { stdout } = run(['export', 'jsonl', '-k', knowledge]);
      const entries = stdout.trim().split('\n').map((line) => JSON.parse(line)).filter(({ question }) => question !== undefined);
      assert.deepEqual(entries.map(({ question, answer }) => [question, answer.replace(/^- /, '')]), words.pairs, lang);
      const checked = run(['check', knowledge]);
      assert.equal(checked.stdout, '4 entries, 4 phrasings, 0 tests: 0 errors, 0 warnings, 0 hints\n', lang);
      const asked = run(['ask', '--json', '-k', knowledge], words.pairs.map(([question]) => `${question}\n`).join(''));
      const answers = asked.stdout.trim().split('\n').map((line) => JSON.parse(line));
      assert.deepEqual(answers.map(({ outcome, text }) => [outcome, text.replace(/^- /, '')]), words.pairs.map(([, answer]) => ['answered', answer]), lang);
    }
  });
}
