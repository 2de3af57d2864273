/* <recount-log data-worker data-log data-policy data-proof data-vkey data-pid data-count data-size data-limit>
   One button: a worker recounts the log from its public files, and the page says what was found, in the sentences that
   the server has put into its templates. */

import { witnessWords } from "./witnesses.js";

class RecountLog extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-plain]").hidden = true;
    const act = this.querySelector("[data-act]");
    act.hidden = false;
    act.querySelector("button").addEventListener("click", () => this.#start());
  }

  disconnectedCallback() {
    this.worker?.terminate();
  }

  #start() {
    const { worker, log, policy, proof, vkey, pid, count, size, limit } = this.dataset;
    this.#show(true);
    this.querySelector("[data-said]").replaceChildren();
    this.querySelector("progress").removeAttribute("value");
    this.worker = new Worker(worker, { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.#hear(data));
    this.worker.addEventListener("error", () => this.#hear({ verdict: "unfinished", facts: {} }));
    this.worker.postMessage({
      log: new URL(log, location.href).href,
      policy: new URL(policy, location.href).href,
      proof: new URL(proof, location.href).href,
      vkey,
      pid,
      count: Number(count),
      size: Number(size),
      limit: Number(limit),
    });
  }

  #hear({ progress, ...result }) {
    if (progress !== undefined) {
      this.querySelector("progress").value = progress;
      return;
    }
    this.worker.terminate();
    this.#show(false);
    this.querySelector("[data-said]").replaceChildren(...this.#words(result));
  }

  #show(isBusy) {
    this.querySelector("[data-act] button").disabled = isBusy;
    this.querySelector("[data-busy]").hidden = !isBusy;
  }

  #words({ verdict, reason, facts, witnesses }) {
    if (witnesses) facts.witnesses = witnessWords(witnesses, document.documentElement.lang) || this.#text("[data-say=nobody]");
    const words = this.#copy(`[data-say=${verdict}]`);
    if (verdict === "wrong") words.querySelector("[data-reason]").textContent = this.#reason(reason, facts);
    const shown = this.#copy("[data-say=facts]");
    for (const row of shown.querySelectorAll("[data-fact]")) {
      const fact = facts[row.dataset.fact];
      if (fact === undefined) row.remove();
      else row.querySelector("dd").textContent = typeof fact === "number" ? this.#number(fact) : fact;
    }
    return shown.querySelector("[data-fact]") ? [words, shown] : [words];
  }

  /* "Entry 17: It says that 5 signatures stand after it; after the entries before it there are 4." */
  #reason(name, { entry, ...facts }) {
    const sentence = this.#fill(this.#text(`template[data-reason=${name}]`), facts);
    return entry === undefined ? sentence : this.#fill(this.#text("[data-say=at]"), { entry, reason: sentence });
  }

  #fill(sentence, facts) {
    return sentence.replace(/\{(\w+)\}/g, (_, name) => (typeof facts[name] === "number" ? this.#number(facts[name]) : facts[name]));
  }

  #number(value) {
    return new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(value);
  }

  #text(selector) {
    return this.querySelector(selector).content.textContent.trim();
  }

  #copy(selector) {
    return document.importNode(this.querySelector(selector).content, true);
  }
}

customElements.define("recount-log", RecountLog);
