// Optional help on top of pages that work without it: focus on what went wrong, autosave, copy.
'use strict';

// The summary of what was not right is read out first.
document.getElementById('problem')?.focus();

// A polite line for screen readers and eyes, beside the thing it speaks of.
function line(after) {
  const p = document.createElement('p');
  p.className = 'hint';
  p.setAttribute('role', 'status');
  after.append(p);
  return (words) => { if (words && p.textContent !== words) p.textContent = words; };
}

// <form data-autosave="/where" data-saved="words" data-not-saved="words">: what is typed is kept on the server.
for (const form of document.querySelectorAll('form[data-autosave]')) {
  const say = line(form);
  const { autosave, saved, notSaved } = form.dataset;
  let timer, underWay, changed = false, sent = false;

  const save = async () => {
    clearTimeout(timer);
    if (!changed || sent) return;
    if (underWay) { timer = setTimeout(save, 500); return; }
    changed = false;
    underWay = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(autosave, { method: 'POST', body, keepalive: true, signal: underWay.signal });
      if (!answer.ok) throw new Error(answer.status);
      say(saved);
    } catch {
      if (!sent) { changed = true; say(notSaved); timer = setTimeout(save, 15000); }
    }
    underWay = undefined;
  };

  form.addEventListener('input', () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, 2000);
  });
  document.addEventListener('visibilitychange', () => document.hidden && save());
  // The form itself is on its way: an older save must not arrive after it.
  form.addEventListener('submit', () => { sent = true; clearTimeout(timer); underWay?.abort(); });
  window.addEventListener('pageshow', () => { sent = false; });
}

// <button type="button" hidden data-copy="text" data-copied="words">: shown only where copying works.
for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const say = line(button.parentElement);
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    say(button.dataset.copied);
  });
}
