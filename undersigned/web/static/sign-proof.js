/* <sign-proof data-challenge data-worker>, inside the signing form: fetches a challenge at the first touch of a field, and under
   attack has a worker do its work (ALTCHA). Without script or answer the form goes all the same (docs/running/screening.md).
   data-proof-only: one button; its token would say that nobody types so fast. */

const LONGEST = 20000;
const FETCHED_WITHIN = 5000;
/* As signatures.rules.challenges. */
const SOONEST = 2000;

class SignProof extends HTMLElement {
  #asked = null;
  #done = false;
  #touchedAt = 0;
  #answeredAt = 0;
  #gone = new AbortController();
  #onTouch = () => (this.#asked ??= this.#ask());

  connectedCallback() {
    this.form = this.closest("form");
    const { signal } = (this.#gone = new AbortController());
    this.form?.addEventListener("focusin", this.#onTouch, { signal });
    this.form?.addEventListener("submit", (event) => this.#hold(event), { signal });
    addEventListener("pageshow", (event) => event.persisted && this.#forget(), { signal });
  }

  disconnectedCallback() {
    this.#gone.abort();
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
      /* The form goes as it would without script. */
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

  /* A late token tells less than was typed: a person would look like a machine. */
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
