// <queue-keys>: with one of its links in focus, j and k go to the next and the one before. Elsewhere no key means anything.
class QueueKeys extends HTMLElement {
  connectedCallback() {
    const help = this.querySelector("[hidden]");
    if (help) help.hidden = false;
    this.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    const links = [...this.querySelectorAll("li a")];
    const here = links.indexOf(document.activeElement);
    if (!step || here < 0) return;
    const next = links[here + step];
    if (next) next.focus();
    event.preventDefault();
  }
}

customElements.define("queue-keys", QueueKeys);
