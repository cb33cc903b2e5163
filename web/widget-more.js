// widget-more.js - the parts of <faq-chat> that few visits need, loaded by widget.js on first use.
export default () => ({});
