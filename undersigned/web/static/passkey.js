/* <pass-key data-act="create" or "get" data-options="JSON of what to ask" data-failed="words">, hidden, inside a form with
   a field named answer. Where the browser knows passkeys it appears; its button asks for one and sends the form. */

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function read(options) {
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) asked.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) asked.allowCredentials = known(options.allowCredentials);
  return asked;
}

function write(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
  });
}

class PassKey extends HTMLElement {
  connectedCallback() {
    if (!globalThis.PublicKeyCredential) return;
    this.hidden = false;
    this.querySelector("button").addEventListener("click", () => this.#ask());
  }

  async #ask() {
    const options = read(JSON.parse(this.dataset.options));
    const said = this.querySelector("[role=status]");
    said.textContent = "";
    try {
      const credential = await navigator.credentials[this.dataset.act]({ publicKey: options });
      const form = this.closest("form");
      form.elements.answer.value = write(credential);
      form.submit();
    } catch {
      said.textContent = this.dataset.failed;
    }
  }
}

customElements.define("pass-key", PassKey);
