/* <progress-watch data-at-work>: while a job is at work the page's own address is asked again every few seconds, with
   ?progress so that nothing personal is opened for it, and what this element holds is swapped in. When the work is over
   the page is loaded anew, since other forms fit then. */

const EVERY = 3000;

class ProgressWatch extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    if ("atWork" in this.dataset) this.#timer = setTimeout(() => this.#ask(), EVERY);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  async #ask() {
    try {
      const answer = await fetch(`${location.pathname}?progress`, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      const newer = page.querySelector("progress-watch");
      if (newer && !("atWork" in newer.dataset)) return location.assign(location.pathname);
      if (newer) this.replaceChildren(...newer.childNodes);
    } catch {
      // The network is away: asked again.
    }
    this.#timer = setTimeout(() => this.#ask(), EVERY);
  }
}

customElements.define("progress-watch", ProgressWatch);
