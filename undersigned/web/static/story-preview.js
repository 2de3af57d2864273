/* <story-preview data-address="preview address" data-form="id of the form">
   Shows the story as it will look while one types. The server makes the HTML, the same as for the page, so nothing
   here decides what is safe; without this the button "Show how it looks" does the same. */

const PAUSE = 600;

class StoryPreview extends HTMLElement {
  #timer = 0;
  #round = 0;
  #onInput = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  };

  connectedCallback() {
    this.#form?.elements.story.addEventListener("input", this.#onInput);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#form?.elements.story.removeEventListener("input", this.#onInput);
  }

  get #form() {
    return document.getElementById(this.dataset.form);
  }

  async #ask() {
    const round = ++this.#round;
    const typed = new FormData(this.#form);
    try {
      const answer = await fetch(this.dataset.address, { method: "POST", body: typed });
      if (!answer.ok || round !== this.#round) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.querySelector(".story").replaceChildren(...document.importNode(page.body, true).childNodes);
      this.querySelector("section").hidden = !page.body.childElementCount;
    } catch {
      /* The last preview stays; the button still works. */
    }
  }
}

customElements.define("story-preview", StoryPreview);
