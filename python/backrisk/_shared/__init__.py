"""What every area shares: columns in, tables out, designs and words. Below all, imports none of them."""
