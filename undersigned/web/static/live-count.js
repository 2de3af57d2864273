/* <live-count data-count="JSON address" data-tally="HTML address" data-counted-at="ISO time or empty">
   Moves the number while the page is open: asks the small JSON, and when that tells of a newer publication, swaps in the
   tally that the server renders, so that sentence, goal, bar and milestone always belong together. It waits longer
   while nothing happens, rests while the page is hidden, and never goes back in time. */

const SOONEST = 3000;
const LATEST = 60000;
const SLOWER = 1.4;

class LiveCount extends HTMLElement {
  #timer = 0;
  #wait = SOONEST;
  #onVisible = () => (document.hidden ? this.#rest() : this.#ask());

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#onVisible);
    if (!document.hidden) this.#later();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#onVisible);
    this.#rest();
  }

  #rest() {
    clearTimeout(this.#timer);
  }

  #later() {
    this.#rest();
    this.#timer = setTimeout(() => this.#ask(), this.#wait * (0.85 + Math.random() * 0.3));
  }

  async #ask() {
    this.#rest();
    try {
      const answer = await fetch(this.dataset.count, { headers: { Accept: "application/json" } });
      const moved = answer.ok && this.#isNewer((await answer.json()).counted_at) && (await this.#swap());
      this.#wait = moved ? SOONEST : Math.min(this.#wait * (answer.ok ? SLOWER : 2), LATEST);
    } catch {
      this.#wait = Math.min(this.#wait * 2, LATEST);
    }
    if (this.isConnected && !document.hidden) this.#later();
  }

  #isNewer(countedAt) {
    const shown = Date.parse(this.dataset.countedAt || "") || 0;
    return (Date.parse(countedAt || "") || 0) > shown;
  }

  async #swap() {
    const answer = await fetch(this.dataset.tally);
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const tally = page.querySelector("[data-counted-at]");
    if (!tally || !this.#isNewer(tally.dataset.countedAt)) return false;
    this.replaceChildren(...document.importNode(tally, true).childNodes);
    this.dataset.countedAt = tally.dataset.countedAt;
    this.querySelector(".figure")?.classList.add("moved");
    return true;
  }
}

customElements.define("live-count", LiveCount);
