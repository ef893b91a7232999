// Optional help on top of pages that work without it: focus on what went wrong, saving what is being written, leaving a
// page for good.
'use strict';

// The summary of what was not right is read out first.
document.querySelector('#problem, #newer')?.focus();

const writing = document.querySelector('form[data-saved]');
if (writing) saveByItself(writing);

/** Sends the form every now and then as it stands. The server decides: an old text never takes the place of a newer one. */
function saveByItself(form) {
  const { saved, failed, newer, over } = form.dataset;
  const { version } = form.elements;
  const line = document.getElementById('kept');
  const place = `unsaved ${form.action}`;
  let clock, sending, dirty, ended, told, last = 0;

  const typed = () => {
    const body = new URLSearchParams(new FormData(form));
    body.set('next', 'keep');
    return body;
  };
  // Who else has the form open, where the server tells it.
  const others = document.getElementById('others');
  const near = (answer) => {
    const words = decodeURIComponent(answer.get('x-others') ?? '');
    if (!others || others.textContent === words) return;
    others.replaceChildren(...words.split('\n').filter(Boolean).map((line) => {
      const note = document.createElement('p');
      note.className = 'note';
      note.textContent = line;
      return note;
    }));
  };
  const here = () => {
    if (document.hidden || ended) return;
    fetch(form.action, { method: 'POST', body: new URLSearchParams({ next: 'here' }) }).then(({ status, headers: answer }) => status === 204 && near(answer)).catch(() => {});
  };
  if ('here' in form.dataset) {
    here();
    setInterval(here, 6e4);
  }
  const say = (state, words) => {
    if (told !== state) line.textContent = words;
    told = state;
  };
  const later = (wait) => {
    clearTimeout(clock);
    // A link may send thirty forms a minute: half of them at most are ours.
    if (!ended) clock = setTimeout(send, Math.max(wait, last + 4000 - Date.now()));
  };
  // What is not saved yet outlives a page that is loaded again, in this tab only.
  const hold = (sent) => sessionStorage.setItem(place, JSON.stringify({ body: `${typed()}`, sent }));

  function send() {
    clearTimeout(clock);
    if (sending || ended || !dirty) return;
    dirty = false;
    last = Date.now();
    const body = `${typed()}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    sending = fetch(form.action, { method: 'POST', body, headers, keepalive: body.length < 6e4 }).then(({ status, headers: answer }) => {
      if (status === 204) {
        version.value = answer.get('x-version');
        near(answer);
        if (!dirty) sessionStorage.removeItem(place);
        say('saved', saved.replace('%', decodeURIComponent(answer.get('x-saved-at'))));
      } else if (status === 409 || status === 410) {
        ended = true;
        say('ended', status === 409 ? newer : over);
      } else throw status;
    }).catch(() => {
      dirty = true;
      say('failed', failed);
      later(1e4);
    }).finally(() => {
      sending = null;
      if (dirty && told !== 'failed') later(2000);
    });
  }

  form.addEventListener('input', () => {
    dirty = true;
    hold(false);
    if (told !== 'failed') later(2000);
  });
  document.addEventListener('visibilitychange', () => document.hidden && send());
  form.addEventListener('submit', (event) => {
    clearTimeout(clock);
    if (sending) {
      event.preventDefault();
      sending.finally(() => form.requestSubmit(event.submitter));
    } else if (dirty || sessionStorage.getItem(place)) {
      dirty = false;
      hold(true);
    }
  });

  // What is thrown away does not come back from this tab either.
  document.querySelector('form[data-forget]')?.addEventListener('submit', () => {
    ended = true;
    sessionStorage.removeItem(place);
  });

  const held = JSON.parse(sessionStorage.getItem(place));
  if (!held) return;
  const old = new URLSearchParams(held.body);
  const seen = old.get('version');
  const { edition } = form.elements;
  const based = old.get('edition');
  // A form that came back holds everything that was sent.
  if (held.sent && document.getElementById('problem')) return sessionStorage.removeItem(place);
  for (const { type, name, value } of form.elements) if (type === 'hidden') old.set(name, value);
  if (`${old}` === `${typed()}` || (held.sent && version.value > +seen)) return sessionStorage.removeItem(place);
  for (const field of form.elements) {
    if (field.matches('[type=checkbox], [type=radio]')) field.checked = old.getAll(field.name).includes(field.value);
    else if (field.matches('textarea, select, [type=text]') && old.has(field.name)) field.value = old.get(field.name);
  }
  if (edition && based) edition.value = based;
  version.value = seen;
  dirty = true;
  later(2000);
}
// "Leave this page": the page that is left does not stand behind the Back button.
document.querySelector('#leave')?.addEventListener('click', (event) => {
  event.preventDefault();
  location.replace(event.currentTarget.href);
});
// A text that can be copied with one press; without script it is selected by hand.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const text = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector('[data-copied]');
  button.hidden = false;
  button.addEventListener('click', async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand('copy');
    }
    status.textContent = status.dataset.copied;
  });
}
// Prints the page; without script the browser's own menu does.
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
// Reads the page aloud, each passage in its own language; hidden where the browser has no voice.
const aloud = document.querySelector('[data-aloud]');
if (aloud && 'speechSynthesis' in window) {
  const [go, stop] = aloud.children;
  const { textContent: start } = go;
  const { on, pause } = go.dataset;
  let run = 0;
  aloud.hidden = false;
  const rest = () => {
    run += 1;
    speechSynthesis.cancel();
    stop.hidden = true;
    go.textContent = start;
  };
  const passages = () => [...document.querySelectorAll(aloud.dataset.aloud)].filter((part) => part.checkVisibility() && !aloud.contains(part));
  // One after the other: a long text at once stops some voices after a quarter of a minute.
  const read = ([part, ...more], mine) => {
    if (mine !== run) return;
    if (!part) return rest();
    const speech = new SpeechSynthesisUtterance(part.textContent.trim());
    speech.lang = part.closest('[lang]').lang;
    speech.onend = speech.onerror = () => read(more, mine);
    speechSynthesis.speak(speech);
  };
  go.addEventListener('click', () => {
    if (stop.hidden) {
      rest();
      stop.hidden = false;
      go.textContent = pause;
      return read(passages(), run);
    }
    const speaks = go.textContent === pause;
    speechSynthesis[speaks ? 'pause' : 'resume']();
    go.textContent = speaks ? on : pause;
  });
  stop.addEventListener('click', () => {
    rest();
    go.focus();
  });
  addEventListener('pagehide', rest);
}
// What changed since the page was made: one line, and a link that shows it. Nothing moves by itself.
const live = document.querySelector('[data-live]');
if (live) {
  const [line, link] = live.children;
  link.href = location.pathname + location.search;
  let source;
  const listen = () => {
    source?.close();
    if (document.hidden) return;
    source = new EventSource(live.dataset.live);
    source.addEventListener('change', ({ data }) => {
      line.textContent = data;
      link.textContent = live.dataset.show;
    });
  };
  document.addEventListener('visibilitychange', listen);
  // A page that is left hears nothing more; one that comes back by the Back button does.
  addEventListener('pagehide', () => source?.close());
  addEventListener('pageshow', listen);
}
// Sorting: after a press the first theme is ready to be ticked, where that moves nothing out of sight.
const sorting = document.querySelector('form[data-sort]');
if (sorting) {
  const themes = [...sorting.querySelectorAll('input[name=themes]')];
  // Later than the browser itself goes to the place the address names.
  if (location.hash === '#now' && matchMedia('(min-width:64rem)').matches) addEventListener('load', () => themes[0]?.focus({ preventScroll: true }));
  // Number keys, for those who turned them on: never while something is typed, never together with another key.
  if ('keys' in sorting.dataset) document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    const types = target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=radio])');
    if (!/^[1-9]$/.test(key) || types || event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const box = themes[key - 1];
    if (!box) return;
    event.preventDefault();
    const folded = box.closest('details');
    if (folded) folded.open = true;
    box.click();
    box.focus();
  });
}
