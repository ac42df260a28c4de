/** Hugging Face tokenizers: text in, token ids out, truncated. The only package that sees DJL. */
@NullMarked
package io.ctrrank.runtime.tokenizer;

import org.jspecify.annotations.NullMarked;
