namespace cunkou::app {
int print_openapi() { return 1; }
}  // namespace cunkou::app
