import "./bar.test";
import "./book.test";
import "./decimal.test";
import "./format.test";
import "./words.test";
