'use strict';
const results = document.getElementById('results'), status = document.getElementById('status'), drop = document.getElementById('drop');
const verdicts = { good: 'Good to use', review: 'A person should look', refused: 'Refused: no words are given' };
const reasons = { low_fit: 'the words hardly fit the picture', low_confidence: 'the model was not sure of its words', contradicted: 'what was recognised speaks against the words', repetition: 'the words repeat themselves', blank_image: 'the picture is blank', text_image: 'the picture is a page of text', out_of_scope: 'the model cannot describe pictures of this sort', quality_unavailable: 'no quality model judged the words' };
const kinds = { photograph: 'a photograph', drawing: 'a drawing', icon: 'an icon', chart: 'a chart', diagram: 'a diagram', screenshot: 'a screenshot', text: 'a page of text', blank: 'blank' };
const maxOpenLines = 12; // lines of text that are shown without being asked for
const make = (tag, name, text) => { const element = document.createElement(tag); if (name) element.className = name; if (text !== undefined) element.textContent = text; return element; };
const queue = [];
let isBusy = false, done = 0;

/** What others wrote, in its own language and direction: always text, never markup. */
function foreign(tag, name, text, language) {
  const element = make(tag, name, text);
  element.dir = 'auto';
  if (language && language !== 'und') element.lang = language;
  return element;
}

function fold(title, isOpen) {
  const details = make('details');
  details.open = isOpen;
  details.append(make('summary', '', title));
  return details;
}

function readText({ lines, language, complete, unread }) {
  const count = lines.length === 0 ? 'none could be read' : lines.length + (lines.length === 1 ? ' line' : ' lines');
  const section = fold('Text in the picture (' + count + ')', lines.length <= maxOpenLines);
  section.append(...lines.map(line => foreign('p', 'line', line.text, language)));
  if (unread) section.append(make('p', 'why', unread + (unread === 1 ? ' place looks' : ' places look') + ' like text and could not be read: too small, blurred, or in a script that is not known.'));
  if (!complete) section.append(make('p', 'why', 'There is more text in the picture than was read.'));
  return section;
}

function show(item, answer) {
  const { caption, captionFrom, altText, longDescription, language, verdict, kind, quality, text } = answer;
  const box = item.querySelector('.answer');
  box.replaceChildren(altText ? foreign('p', 'words', altText, language) : make('p', 'words', 'No caption'));
  box.append(make('p', 'verdict ' + verdict, verdicts[verdict] ?? verdict));
  if (quality.score !== null) {
    const line = make('p', 'why', 'Quality ' + quality.score.toFixed(2) + ' ');
    const meter = make('meter'); meter.min = 0; meter.max = 1; meter.value = quality.score; meter.setAttribute('aria-hidden', 'true');
    line.append(meter); box.append(line);
  }
  const why = quality.reasons.map(reason => reasons[reason] ?? reason);
  if (captionFrom === 'labels') box.append(make('p', 'why', 'What was recognised is named; no sentence could be trusted.'));
  if (captionFrom === 'text') box.append(make('p', 'why', 'These words, or those in quotation marks, were read in the picture.'));
  if (captionFrom === 'kind') box.append(make('p', 'why', 'No more is said than what sort of picture it is, because ' + why.join('; ') + '.'));
  else if (why.length) box.append(make('p', 'why', 'Because ' + why.join('; ') + '.'));
  if (kinds[kind]) box.append(make('p', 'why', 'Kind: ' + kinds[kind]));
  if (longDescription) {
    const section = fold('Long description', false);
    section.append(...longDescription.split('\n').map(paragraph => foreign('p', 'line', paragraph, text?.language ?? language)));
    box.append(section);
  }
  if (text && (text.lines.length || (text.unread && kind === 'text'))) box.append(readText(text));
  const picture = item.querySelector('img');
  picture.alt = altText || 'Picture without a caption';
  if (altText && language && language !== 'und') picture.lang = language;
  reviews.offer(box, answer);
  return caption ? altText : 'refused';
}

async function describe(file) {
  const item = make('li'), picture = make('img'), box = make('div');
  picture.alt = ''; picture.src = URL.createObjectURL(file);
  const answer = make('div', 'answer'); answer.append(make('p', 'words', 'Looking …'));
  box.append(answer, make('p', 'file', file.name || 'pasted picture')); item.append(picture, box); results.prepend(item);
  try {
    const response = await fetch('/v1/captions', { method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file });
    const body = await response.json();
    if (response.ok) return show(item, body);
    answer.replaceChildren(make('p', 'words', body.title), make('p', 'verdict failed', body.detail));
    return body.title;
  } catch {
    answer.replaceChildren(make('p', 'words', 'The host did not answer'), make('p', 'verdict failed', 'Is it still running?'));
    return 'no answer';
  }
}

async function take(files) {
  queue.push(...files);
  if (isBusy) return;
  isBusy = true;
  while (queue.length) {
    status.textContent = `Describing picture ${done + 1} of ${done + queue.length} …`;
    const file = queue.shift(), said = await describe(file);
    done++;
    status.textContent = `${file.name || 'Picture'}: ${said}`;
  }
  isBusy = false;
}

document.getElementById('files').addEventListener('change', event => { take([...event.target.files]); event.target.value = ''; });
addEventListener('paste', event => take([...event.clipboardData.files]));
addEventListener('dragover', event => { event.preventDefault(); drop.classList.add('over'); });
addEventListener('dragleave', event => { if (!event.relatedTarget) drop.classList.remove('over'); });
addEventListener('drop', event => { event.preventDefault(); drop.classList.remove('over'); take([...event.dataTransfer.files]); });
