/* <sign-proof data-challenge="JSON address" data-worker="address of the worker">, inside the signing form.
   At the first touch of a field it asks for a challenge; its token says when that was. While an attack is felt there is
   work to do as well (ALTCHA's proof of work), which a worker does while one types. Without this script the form works:
   the letter then comes a little later while an attack lasts.
   Where no challenge comes (503, no answer) it goes just so; nobody is held up by that for longer than FETCHED_WITHIN.
   data-proof-only: the form is one button ("did you mean ...?"). It is asked for at the latest when the button is
   pressed, and sends no token, which would say that nobody types so fast. */

const LONGEST = 20000;
const FETCHED_WITHIN = 5000;
/* As signatures.rules.challenges: nobody fills the form faster, by the time since the token was made. */
const SOONEST = 2000;

class SignProof extends HTMLElement {
  #asked = null;
  #done = false;
  #touchedAt = 0;
  #answeredAt = 0;
  #onTouch = () => (this.#asked ??= this.#ask());
  #onSubmit = (event) => this.#hold(event);
  #onReturn = (event) => event.persisted && this.#forget();

  connectedCallback() {
    this.form = this.closest("form");
    this.form?.addEventListener("focusin", this.#onTouch);
    this.form?.addEventListener("submit", this.#onSubmit);
    addEventListener("pageshow", this.#onReturn);
  }

  disconnectedCallback() {
    this.form?.removeEventListener("focusin", this.#onTouch);
    this.form?.removeEventListener("submit", this.#onSubmit);
    removeEventListener("pageshow", this.#onReturn);
  }

  get #isProofOnly() {
    return this.hasAttribute("data-proof-only");
  }

  /* A proof counts once: whoever comes back to the page needs another. */
  #forget() {
    this.replaceChildren();
    this.#asked = null;
    this.#done = false;
  }

  async #ask() {
    this.#touchedAt = performance.now();
    try {
      const answer = await fetch(this.dataset.challenge, { signal: AbortSignal.timeout?.(FETCHED_WITHIN) });
      if (!answer.ok) return;
      const { token, work } = await answer.json();
      this.#answeredAt = performance.now();
      if (!this.#isProofOnly) this.#keep("challenge", token);
      if (work) this.#keep("altcha", await this.#solve(work));
    } catch {
      /* Without an answer the form goes as it would without script. */
    } finally {
      this.#done = true;
    }
  }

  #solve(work) {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.dataset.worker, { type: "module" });
      const end = (settle, value) => {
        clearTimeout(timer);
        worker.terminate();
        settle(value);
      };
      const timer = setTimeout(() => end(reject), LONGEST);
      worker.onmessage = ({ data }) => end(resolve, data);
      worker.onerror = () => end(reject);
      worker.postMessage(work);
    });
  }

  #keep(name, value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    this.append(input);
  }

  /* Where the answer took its time the token tells less than was typed, and a person would look like a machine. */
  #leaveLateToken() {
    const now = performance.now();
    if (now - this.#touchedAt >= SOONEST && now - this.#answeredAt < SOONEST) {
      this.querySelector("[name=challenge]")?.remove();
    }
  }

  /* A form that is sent while the work is going on waits for it. */
  #hold(event) {
    if (this.#isProofOnly) this.#onTouch();
    if (!this.#asked || this.#done) return this.#leaveLateToken();
    event.preventDefault();
    this.form.setAttribute("aria-busy", "true");
    this.#asked.finally(() => {
      this.form.removeAttribute("aria-busy");
      this.form.requestSubmit(event.submitter);
    });
  }
}

customElements.define("sign-proof", SignProof);
