/* <similar-titles data-address="HTML address" data-field="id of the input">
   Shows petitions with a similar title while one types; without it the server shows them when the title is sent. */

const PAUSE = 500;

class SimilarTitles extends HTMLElement {
  #timer = 0;
  #asked = "";
  #onInput = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  };

  connectedCallback() {
    this.#field?.addEventListener("input", this.#onInput);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#field?.removeEventListener("input", this.#onInput);
  }

  get #field() {
    return document.getElementById(this.dataset.field);
  }

  async #ask() {
    const title = this.#field.value.trim();
    if (title === this.#asked) return;
    this.#asked = title;
    try {
      const answer = await fetch(`${this.dataset.address}?title=${encodeURIComponent(title.slice(0, 200))}`);
      if (!answer.ok || title !== this.#asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.replaceChildren(...document.importNode(page.body, true).childNodes);
    } catch {
      /* Without an answer the list stays as it is; the server shows it when the title is sent. */
    }
  }
}

customElements.define("similar-titles", SimilarTitles);
