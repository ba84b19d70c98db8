// A CommonJS package that requires Nest before Nest itself was imported fails under Jest's ESM
// loader with "Cannot require() ES Module in a cycle"; importing Nest first avoids it.
import "reflect-metadata";
import "@nestjs/common";
import "@nestjs/core";
