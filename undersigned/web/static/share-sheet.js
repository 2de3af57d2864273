/* <share-sheet data-url data-title data-copied="words">
   Shows the buttons that need a script: the device's own share sheet, and copying the address. */

class ShareSheet extends HTMLElement {
  connectedCallback() {
    const { url, title, copied } = this.dataset;
    const native = this.querySelector("[data-act=share]");
    const copy = this.querySelector("[data-act=copy]");
    const said = this.querySelector("output");
    if (native && navigator.share) {
      native.hidden = false;
      native.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
    }
    if (copy && navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(url);
        said.textContent = copied;
      });
    }
  }
}

customElements.define("share-sheet", ShareSheet);
